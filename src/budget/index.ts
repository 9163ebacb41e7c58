export { budgetApi } from './budget.api.ts'
export { budgetPages } from './budget.pages.ts'
export { budgetService, type BudgetService } from './budget.service.ts'
export { budgetStore } from './budget.store.ts'
