export { accountApi } from './account.api.ts'
export { accountPages } from './account.pages.ts'
export { accountService, type AccountService } from './account.service.ts'
export { accountStore } from './account.store.ts'
