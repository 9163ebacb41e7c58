/** An event of the audit log, as far as a timeline shows it. */
export type TimelineEvent = { id?: string; at: Date; actorId?: string; actorName: string; action: string; reason?: string; ruleSet?: string }

/** Events for the partial `timeline`, newest first; the action is translated under `audit.<kind>.<action>`. Who did it finds the receipt. */
export const timelineOf = (events: TimelineEvent[]) => events.map(({ id, at, actorId, actorName, action, reason, ruleSet }) => ({
  at, who: { text: actorName }, key: `audit.${action}`, ...(id && actorId && { receipt: { id, actorId } }), ...(reason && { reason }), ...(ruleSet && { law: ruleSet }),
})).reverse()
