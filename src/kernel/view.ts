/** A template's name and its values travel together, so that a page cannot be rendered with the wrong values. */
export type View<Args extends unknown[] = unknown[]> = { template: string; locals: (...args: Args) => object }

export const view = <Args extends unknown[]>(template: string, locals: (...args: Args) => object): View<Args> =>
  ({ template, locals })
