import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import type { Sentence } from '../kernel/policy.ts'
import { Id } from './endpoint.ts'
import { check } from './form.ts'
import { jobProgressAlone, type JobProgress } from './job-progress.view.ts'
import { form, goTo, type Answer, type AnyPage } from './page.ts'
import { actorOf, type Route } from './route.ts'

type Watched = Pick<Route, 'path' | 'may'> & {
  /** The page that waits for the job, by the id of its thing. */
  page: (id: string) => string
  /** Null once the thing no longer waits. */
  progress: (actor: Actor, id: string) => Promise<JobProgress | null>
  /** Who lets a failed job be tried again, and the page that is shown again when that is refused. */
  retry: { path?: string; may: Sentence; ask: (actor: Actor, id: string) => Promise<unknown>; again: (actor: Actor, id: string) => Promise<Answer> }
}

/**
 * What a page that waits for a job asks every two seconds: the progress alone or, once there is nothing more to wait for,
 * that the page be loaded anew; a reader without scripts is led to the page. And the form that tries a failed job again.
 */
export const progressPages = (watched: Watched): AnyPage[] => [progressPage(watched), retryForm(watched)]

const progressPage = ({ path, may, page, progress }: Watched): AnyPage => ({
  method: 'get', path, may,
  run: async (req, res) => {
    const { id } = check(Id, req.params)
    if (!req.get('HX-Request')) return res.redirect(303, page(id))
    const shown = await progress(actorOf(req), id)
    if (!shown?.href) return res.set('HX-Refresh', 'true').end()
    res.render(jobProgressAlone.template, jobProgressAlone.locals(shown))
  },
})

const retryForm = ({ path, page, retry }: Watched): AnyPage => form({
  path: retry.path ?? path, may: retry.may, params: Id, body: z.object({}),
  handle: async ({ actor, params }) => {
    await retry.ask(actor, params.id)
    return goTo(page(params.id), 'job.flash.retried')
  },
  again: ({ actor, params }) => retry.again(actor, params.id),
})
