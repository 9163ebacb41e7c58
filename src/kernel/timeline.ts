/** An event of the audit log, as far as a timeline shows it. */
export type TimelineEvent = { at: Date; actorName: string; action: string; reason?: string; ruleSet?: string }

/** Events for the partial `timeline`, newest first; the action is translated under `audit.<kind>.<action>`. */
export const timelineOf = (events: TimelineEvent[]) => events.map(({ at, actorName, action, reason, ruleSet }) => ({
  at, who: { text: actorName }, key: `audit.${action}`, ...(reason && { reason }), ...(ruleSet && { law: ruleSet }),
})).reverse()
