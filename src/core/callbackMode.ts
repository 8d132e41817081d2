/** Who is reached first for a callback (decision 0017): what the queue says, else the agent, where there are agents to reach. */

/** `forecast`: the customer while several agents are free, so that one is certainly left; else the agent. */
export const MODES = ['agentFirst', 'customerFirst', 'forecast'] as const;
export type CallbackMode = (typeof MODES)[number];

/** Without agents whoever takes the entry out of the queue talks, or whom `connect` names: nobody can be reserved. */
export function modeOf(
  { mode, connect }: { mode?: CallbackMode | undefined; connect?: object | undefined },
  agents: boolean,
): CallbackMode {
  if (connect || !agents) return 'customerFirst';
  return mode ?? 'agentFirst';
}

/** Whether agents serve the queue. */
export const hasAgents = (agents: Readonly<Record<string, { readonly queues: object }>>, queue: string): boolean =>
  Object.values(agents).some(({ queues }) => queue in queues);
