import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The project's folder: the nearest one above that holds views, the same for the sources and for the built bundle. */
export const projectFolder = (function above(folder: string): string {
  if (existsSync(join(folder, 'views', 'layout.hbs'))) return folder
  if (folder === dirname(folder)) throw new Error('The folder "views" is nowhere above this file')
  return above(dirname(folder))
})(import.meta.dirname)

export const viewsFolder = join(projectFolder, 'views')
