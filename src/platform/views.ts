import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Express } from 'express'
import { create } from 'express-handlebars'
import { viewsFolder } from './root.ts'
import type { PageContext } from './page-context.ts'
import { helpers } from './template.ts'

export type { Checking, HeldFiles, PageContext } from './page-context.ts'
export type { Words } from './words.ts'

const partialName = (file: string): string => file.replace(/\.hbs$/, '').replace('/_', '/')

/** Domains keep their own partials beside their pages: `views/tender/_lot.hbs` is `{{> tender/lot}}`. */
const domainFolders = () => readdirSync(viewsFolder, { withFileTypes: true })
  .filter(entry => entry.isDirectory() && !['partials', 'locales', 'assets'].includes(entry.name))
  .map(({ name }) => ({ dir: join(viewsFolder, name), namespace: name, rename: (file: string) => partialName(`${name}/${file}`) }))

const engine = create({
  extname: '.hbs',
  layoutsDir: viewsFolder,
  defaultLayout: 'layout',
  partialsDir: [{ dir: join(viewsFolder, 'partials'), rename: partialName }, ...domainFolders()] as never,
  helpers,
  // A template that names what nobody gives fails; a partial sees its parameters and `@root`, nothing of its caller.
  // Without preventIndent the lines of a typed text would be indented with the partial around it.
  compilerOptions: { strict: true, explicitPartialContext: true, preventIndent: true },
})

/** Lets Express render `views/`; compiled once, so disable 'view cache' to see edits without a restart. */
export function setUpViews(app: Express): void {
  app.engine('hbs', engine.engine as Parameters<Express['engine']>[1])
  app.set('view engine', 'hbs').set('views', viewsFolder).enable('view cache')
}

/** A whole page without a web server: `renderView('tender/show', tenderPage.locals(tender), context)`. */
export const renderView = (template: string, locals: object, context: PageContext): Promise<string> =>
  engine.renderView(join(viewsFolder, `${template}.hbs`), { ...context, ...locals, cache: true, settings: { views: viewsFolder } })
