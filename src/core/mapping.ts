/**
 * The mapping: venue → tenant and application, and what of a PBX belongs to which tenant (design §2). This file is
 * its shape; `venue.ts` resolves an arriving call by it, `ownership.ts` what a tenant may name.
 * Secrets are references (`{ env }`, `{ file }`); a literal is for demo.yaml alone.
 */
import { z } from 'zod';
import { agentSettings } from './agent';
import { application } from './applicationKinds';
import { callbackRules } from './callbackPolicy';
import { dialledPattern } from './dialledPattern';
import { canonicalEndpoint } from './endpointName';
import { zone } from './hours';
import { SYSTEM, slug } from './ids';
import { language } from './media';
import { messageSettings } from './messageSettings';
import { bareRecord } from './own';
import { dispositions, queueSettings } from './queueSettings';
import { recordSettings } from './recording';
import { secretRef } from './secretRef';
import { endpoint, treatments } from './treatment';
import { trunk } from './trunk';
import { workstation } from './workstation';

export const match = z
  .strictObject({
    dnis: dialledPattern.optional(),
    context: z.string().min(1).max(80).optional(),
    pbxTenant: z.string().min(1).max(80).optional(),
    endpoint: endpoint.optional(),
    /** Trunk of the PBX: its calls come by the endpoint that the trunk names. */
    trunk: slug.optional(),
  })
  .refine((m) => Object.keys(m).length > 0, 'at least one of dnis, context, pbxTenant, endpoint, trunk')
  .refine((m) => m.endpoint === undefined || m.trunk === undefined, 'endpoint or trunk, not both');

/** Kinds of PBX; each has a line in gateway.ts and a folder in connectors/ (docs/connectors.md). */
const PBX_KINDS = ['asterisk', 'simulator', 'skeleton'] as const;
export type PbxKind = (typeof PBX_KINDS)[number];

const routingPoint = z.strictObject({
  /** For calls that no venue takes, and venues without a default of their own. */
  default: treatments.default([{ do: 'reject', cause: 'congestion' }]),
  /** Where in the dialplan, `context,extension`, callers go on whom the gateway cannot serve now. */
  fallback: z
    .string()
    .max(120)
    .regex(/^[\w-]+,[\w{}+*#-]+$/, 'context,extension')
    .default('fallback,{dnis}'),
});

const pbx = z.strictObject({
  kind: z.enum(PBX_KINDS),
  /** Address of ARI without /ari, such as http://127.0.0.1:8088. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  user: z.string().min(1).max(80).optional(),
  password: secretRef.optional(),
  /** File with the certificate authority of the PBX. */
  ca: z.string().max(500).optional(),
  /** SIP headers read from arriving calls. */
  headers: z
    .array(z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/))
    .max(20)
    .default([]),
  trunks: z.record(slug, trunk).default({}),
  routingPoints: z.record(slug, routingPoint),
});

const role = z.enum(['owner', 'supervisor', 'application']);

export type { Application } from './applicationKinds';

/** Where attributes of a caller are asked for before the call is offered. */
const attributeSource = z.strictObject({
  /** Gets the event `call.attributes_requested` as a signed POST, and answers a JSON object. */
  from: z.url({ protocol: /^https?$/ }).max(2_000),
  /** `whsec_` and base64: what the request is signed with. */
  secret: secretRef,
  /** How long a caller waits for it. */
  seconds: z.number().min(0.1).max(1).default(1),
  /** After so many failures in a row calls are offered without it, for `circuitSeconds`. */
  circuitFailures: z.int().min(1).max(1000).default(3),
  circuitSeconds: z.number().min(1).max(3600).default(30),
});

const venue = z.strictObject({
  /** `<pbx>/<routing point>`. */
  routingPoint: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'pbx/routing-point'),
  match,
  application: slug,
  /** Tried in order, each once, when the application does not decide. */
  default: treatments.optional(),
  /**
   * When a call is answered: `atOnce` when it comes in, whoever decides; `onConnect` by nothing but who is connected, so that
   * a place in a queue is waited in with the ringing tone. Default: by the first step that needs it, a place in a queue too.
   */
  answer: z.enum(['atOnce', 'onConnect']).optional(),
  /** SIP header → attribute it is read into. */
  headers: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/), z.string().regex(/^[\w.-]{1,64}$/)).default({}),
  /** Of whoever calls here, until the program learns another: attribute `language` of the transaction. */
  language: language.optional(),
  attributes: attributeSource.optional(),
  /** Talks of calls that came in here are recorded from the beginning, unless their queue says how. */
  record: recordSettings.optional(),
  /** The longest a call may live. */
  maxCallSeconds: z.number().min(1).max(86_400).default(14_400),
  /** The longest a caller waits to be connected, and who is called from the answer; then the default treatments run. */
  maxWaitSeconds: z.number().min(1).max(86_400).default(3_600),
});
export type Venue = z.infer<typeof venue>;

const owned = z.strictObject({
  /** Endpoints of a PBX; a trailing * stands for any rest. */
  endpoints: z
    .array(
      z
        .string()
        .max(80)
        .regex(/^[A-Za-z0-9]+\/[A-Za-z0-9_.+-]+\*?$/, 'an endpoint, * at the end')
        .overwrite(canonicalEndpoint),
    )
    .default([]),
  trunks: z.array(slug).default([]),
  /** Numbers the tenant may show as caller, in E.164. */
  numbers: z.array(z.string().regex(/^\+[1-9][0-9]{3,14}$/, 'a number in E.164')).default([]),
});

const key = z.strictObject({ role, secret: secretRef, venues: z.array(slug).optional() });

const tenant = z.strictObject({
  name: z.string().min(1).max(80),
  /** How long its recordings are kept. */
  recordings: z.strictObject({ keepDays: z.int().min(1).max(3_650).default(30) }).optional(),
  /** In which prompts are played when the caller's language is not known, or not there. Default: en. */
  language: language.optional(),
  /** Whose days reports and live numbers count by. Default: UTC. */
  zone: zone.optional(),
  keys: z.record(slug, key).default({}),
  /** What it owns, by PBX. */
  owns: z.record(slug, owned).default({}),
  applications: z.record(slug, application).default({}),
  venues: z.record(slug, venue).default({}),
  queues: z.record(slug, queueSettings).default({}),
  /** Desks: a phone, and where an agent signs in. */
  workstations: z.record(slug, workstation).default({}),
  agents: z.record(slug, agentSettings).default({}),
  /** The outcomes that a call may be given; a queue may have others. */
  dispositions: dispositions.optional(),
  /** What holds for the callbacks of all its queues. */
  callbacks: callbackRules.optional(),
  /** Who sends its text messages; without it there are none. */
  messages: messageSettings.optional(),
});

/** What the installation has for several tenants. */
const system = z.strictObject({
  /** Shared applications: a venue of any tenant may name one, and each connects with a key of that tenant. */
  applications: z.record(slug, application).default({}),
  /** What holds for the callbacks of all tenants. */
  callbacks: callbackRules.optional(),
});

export const mapping = z.strictObject({
  system: system.optional(),
  pbxs: z.record(slug, pbx),
  tenants: z.record(
    slug.refine((t) => t !== SYSTEM, 'system is the installation itself'),
    tenant,
  ),
});
export type Mapping = z.infer<typeof mapping>;
export type PbxConfig = z.infer<typeof pbx>;
export type TenantMapping = z.infer<typeof tenant>;

/** Schemas of the parts that are edited one by one. */
export const PART_SCHEMAS = Object.freeze({
  pbx,
  routingPoint,
  tenant,
  key,
  owned,
  application,
  venue,
  queue: queueSettings,
  workstation,
  agent: agentSettings,
  messages: messageSettings,
});

/** A mapping that an older version kept, with every setting that came later at its default. */
export function filled(kept: Mapping): Mapping {
  const parsed = mapping.safeParse(kept);
  return parsed.success ? parsed.data : kept;
}

/** The mapping with every record that is looked up in by name without a prototype; the rest is shared. */
export function byName({ system: shared, pbxs, tenants }: Mapping): Mapping {
  return {
    ...(shared && { system: { ...shared, applications: bareRecord(shared.applications) } }),
    pbxs: each(pbxs, (one) => ({
      ...one,
      trunks: bareRecord(one.trunks),
      routingPoints: bareRecord(one.routingPoints),
    })),
    tenants: each(tenants, (one) => ({
      ...one,
      keys: bareRecord(one.keys),
      owns: bareRecord(one.owns),
      applications: bareRecord(one.applications),
      venues: bareRecord(one.venues),
      queues: bareRecord(one.queues),
      workstations: bareRecord(one.workstations),
      agents: bareRecord(one.agents),
    })),
  };
}

/** As it is acted upon: a shared application is one of each tenant that has a venue with it, and of no other. */
export function withShared(bare: Mapping): Mapping {
  const shared = bare.system?.applications;
  if (!shared) return bare;
  const tenants = each(bare.tenants, (one) => {
    const named = Object.values(one.venues).map((at) => at.application);
    const used = Object.entries(shared).filter(([name]) => named.includes(name));
    return used.length === 0
      ? one
      : { ...one, applications: bareRecord({ ...Object.fromEntries(used), ...one.applications }) };
  });
  return { ...bare, tenants };
}

const each = <T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> =>
  bareRecord(Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)])));
