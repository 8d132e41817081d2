/** What must be there before an example about agents, workstations or offers can be sent. */
import type { Stage } from '../stage';

type Scene = (stage: Stage) => Promise<Readonly<Record<string, string>>>;

/** Agents as the examples name them, and one who is signed in. */
const agents: Scene = async () => ({ tenant: 'acme', id: 'anna' });
const signedInAgent: Scene = async (stage) => {
  const path = '/v1/tenants/acme/agents/anna/sign_in';
  await stage.send({ method: 'POST', path, key: stage.keys.owner as string, body: '{}' });
  return { tenant: 'acme', id: 'anna' };
};
/** An agent with a booking. */
const booked: Scene = async (stage) => {
  const path = '/v1/tenants/acme/agents/anna/book';
  const body = JSON.stringify({ from: '2030-07-15T00:00:00Z', until: '2030-07-29T00:00:00Z' });
  const { json } = await stage.send({ method: 'POST', path, key: stage.keys.owner as string, body });
  return { tenant: 'acme', id: 'anna', booking: json.booking as string };
};
/** An entry that is offered to an agent. */
const offering: Scene = async (stage) => {
  const path = '/v1/tenants/acme/agents/anna/sign_in';
  const body = JSON.stringify({ state: 'ready' });
  await stage.send({ method: 'POST', path, key: stage.keys.owner as string, body });
  await stage.queued();
  const offer = await stage.house.world.waitFor(() => stage.program.of('offer.created')[0]);
  return { tenant: 'acme', id: (offer.data as { id: string }).id };
};
const desk: Scene = async () => ({ tenant: 'acme', id: 'desk-1' });

/** By operation. */
export const AGENT_SCENES: Readonly<Record<string, Scene>> = {
  'agents.get': agents,
  'agent.sign_in': agents,
  'agent.sign_off': signedInAgent,
  'agent.set_state': signedInAgent,
  'agent.book': agents,
  'agent.cancel_booking': booked,
  'workstations.get': desk,
  'workstations.put': async () => ({ tenant: 'acme', id: 'desk-9' }),
  'workstations.delete': async () => ({ tenant: 'acme', id: 'desk-2' }),
  'agents.put': async () => ({ tenant: 'acme', id: 'carla' }),
  'agents.delete': async () => ({ tenant: 'acme', id: 'bert' }),
  'offers.list': offering,
  'offers.get': offering,
  'offer.decline': offering,
};
