import { form, goTo, type AnyPage } from './page.ts'
import { everyAccount } from './route.ts'
import { DiscardUnsent } from './unsent-form.schema.ts'
import type { UnsentForms } from './unsent-form.service.ts'

export const unsentPages = ({ unsent }: { unsent: UnsentForms }): AnyPage[] => [
  form({
    path: '/unsent/discard', may: everyAccount, body: DiscardUnsent, forgets: true,
    handle: async ({ actor, body }) => goTo(await unsent.drop(actor, body.action) ?? '/home', 'platform.unsent.discarded'),
  }),
]
