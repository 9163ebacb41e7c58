import type { Actor } from '../kernel/actor.ts'
import { Id } from './endpoint.ts'
import { check } from './form.ts'
import { jobProgressAlone, type JobProgress } from './job-progress.view.ts'
import type { AnyPage } from './page.ts'
import { actorOf, type Route } from './route.ts'

type Watched = Pick<Route, 'path' | 'may'> & {
  /** The page that waits for the job, by the id of its thing. */
  page: (id: string) => string
  /** Null once the thing no longer waits. */
  progress: (actor: Actor, id: string) => Promise<JobProgress | null>
}

/**
 * What a page that waits for a job asks every two seconds: the progress alone or, once there is nothing more to wait for,
 * that the page be loaded anew. A reader without scripts is led to the page.
 */
export const progressPage = ({ path, may, page, progress }: Watched): AnyPage => ({
  method: 'get', path, may,
  run: async (req, res) => {
    const { id } = check(Id, req.params)
    if (!req.get('HX-Request')) return res.redirect(303, page(id))
    const shown = await progress(actorOf(req), id)
    if (!shown?.href) return res.set('HX-Refresh', 'true').end()
    res.render(jobProgressAlone.template, jobProgressAlone.locals(shown))
  },
})
