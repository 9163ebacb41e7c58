import { RuleBroken } from './refusal.ts'

/** A state machine as data: for each state, the actions open in it and where each leads. */
export type Flow<State extends string, Action extends string> = Record<State, Partial<Record<Action, State>>>

/** Declares a flow; every target must itself be a state of the flow. */
export const flow = <State extends string, Action extends string>(steps: Flow<State, Action>) => steps

/** The state an action leads to, or a broken rule naming the state that forbids it. */
export function follow<S extends string, A extends string>(steps: Flow<S, A>, from: S, action: NoInfer<A>): S {
  const to = steps[from][action]
  if (!to) throw new RuleBroken('not-allowed-now', `Cannot ${action} while ${from}`, { from, action })
  return to
}

/** The actions open in a state, for buttons and for the flow chart. */
export const openActions = <S extends string, A extends string>(steps: Flow<S, A>, state: S) =>
  Object.keys(steps[state]) as A[]

type Named = (state: string) => string
/** The flow as a Mermaid chart, so that the documented picture is the code; states may be named in the reader's words. */
export function chart(steps: Record<string, Record<string, string | undefined>>, named: Named = state => state): string {
  // Mermaid knows no hyphen in an id.
  const id = (state: string) => state.replaceAll('-', '_')
  const states = Object.keys(steps)
  return [
    'stateDiagram-v2',
    ...states.map(state => `  state "${named(state)}" as ${id(state)}`),
    ...states.slice(0, 1).map(first => `  [*] --> ${id(first)}`),
    ...Object.entries(steps).flatMap(([from, actions]) => Object.keys(actions).length === 0 ? [`  ${id(from)} --> [*]`]
      : Object.entries(actions).map(([action, to]) => `  ${id(from)} --> ${id(to ?? from)}: ${action}`)),
  ].join('\n')
}
