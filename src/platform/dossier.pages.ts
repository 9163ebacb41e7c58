import type { Actor } from '../kernel/actor.ts'
import type { Sentence } from '../kernel/policy.ts'
import { zipOf, type Dossier } from './dossier.ts'
import { Id } from './endpoint.ts'
import { page, send, type AnyPage } from './page.ts'
import { localeOf, translator, type Translate } from './text.ts'

type Given = {
  /** Of the record, with its id, such as /contracts/:id. */
  path: string
  may: Sentence
  /** What this person may read; refuses who may not see the record. */
  of: (actor: Actor, id: string, t: Translate) => Promise<Dossier>
}

/** The whole record as a zip, for whoever may read the record. */
export const dossierPage = ({ path, may, of }: Given): AnyPage => page({
  path: `${path}/dossier`, may, params: Id,
  handle: async ({ actor, params, req }) => {
    const t = translator(localeOf(req))
    const dossier = await of(actor, params.id, t)
    return send({ name: `${dossier.reference}-${t('platform.dossier.name')}.zip`, type: 'application/zip', body: zipOf(dossier, t) })
  },
})
