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

/** The flow as a Mermaid chart, so that the documented picture is the code. */
export const chart = (steps: Record<string, Record<string, string | undefined>>) =>
  ['stateDiagram-v2', ...Object.entries(steps).flatMap(([from, actions]) =>
    Object.entries(actions).map(([action, to]) => `  ${from} --> ${to}: ${action}`))].join('\n')
