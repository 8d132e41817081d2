/** What is printed from the code, pages and the schema of the mapping: `make docs` writes it, a test fails when it is stale. */
import { ERRORS } from '../../../src/core/errors';
import { EVENTS } from '../../../src/core/events';
import { PERMISSIONS, ROLES } from '../../../src/core/permissions';
import { grouped } from '../../../src/delivery/grouped';
import { CLOSE } from '../../../src/delivery/ws/closeCodes';
import { cliPage } from './cli';
import { mappingSchemaText } from './mappingSchema';
import { metricsPage } from './metrics';
import { statesPage } from './states';

const NOTICE = '<!-- Printed by `make docs`; edit the catalogue, not this page. -->';

/** Path in the repository → text. */
export const pages = (): Readonly<Record<string, string>> => ({
  'docs/events.md': eventsPage(),
  'docs/errors.md': errorsPage(),
  'docs/metrics.md': metricsPage(NOTICE),
  'docs/roles.md': rolesPage(),
  'docs/states.md': statesPage(NOTICE),
  'docs/cli.md': cliPage(NOTICE),
  'mappings/schema.json': mappingSchemaText(),
});

const family = (name: string): string => name.slice(0, name.indexOf('.'));
const cell = (text: string): string => text.replaceAll('|', '\\|');

function eventsPage(): string {
  const sections = [...grouped(Object.entries(EVENTS), ([name]) => family(name))].map(
    ([name, events]) => `## ${name}

| event | \`data\` is | kept | when |
|---|---|---|---|
${events.map(([type, { kind, durable, doc }]) => `| \`${type}\` | ${kind} | ${durable ? 'yes' : 'no'} | ${cell(doc)} |`).join('\n')}
`,
  );
  return `${NOTICE}
# Events

Every event of a tenant goes out over its [feed](feed.md) as a CloudEvents 1.0 envelope; \`data\` is the whole new state of one
resource, the same JSON that a \`GET\` of it answers. The ones that are kept carry a gapless \`sequence\` and can be replayed; the
others are told to whoever listens at that moment. Names are \`<entity>.<past participle>\`; a reason is a field, never a name.

${sections.join('\n')}`;
}

function rolesPage(): string {
  const rows = Object.entries(PERMISSIONS).map(
    ([operation, roles]) =>
      `| \`${operation}\` | ${ROLES.map((role) => (roles.includes(role) ? 'yes' : '')).join(' | ')} |`,
  );
  return `${NOTICE}
# Who may do what

Operations as the [API](api.md) and the [feed](feed.md) name them; [security.md](security.md) says what the roles are. The admin may act in every tenant,
everybody else in the own one alone. What is not here needs no key: signing in, health, and the description of the API.

| operation | ${ROLES.join(' | ')} |
|---|${ROLES.map(() => '---').join('|')}|
${rows.join('\n')}
`;
}

function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, title }]) => `| \`${code}\` | ${status} | ${cell(title)} |`,
  );
  const closes = Object.entries(CLOSE).map(([name, code]) => `| ${code} | ${CLOSE_DOCS[name as keyof typeof CLOSE]} |`);
  return `${NOTICE}
# Errors

A refusal is a problem of RFC 9457 (\`application/problem+json\`) with these codes, over HTTP as the body and on the
[feed](feed.md) as the \`error\` of a reply. A program decides by \`code\`; \`detail\` is for people, \`errors\` names each wrong place
as a JSON pointer, \`facts\` holds what a program may want to know.

| code | status | meaning |
|---|---|---|
${rows.join('\n')}

503 and 429 carry \`Retry-After\`; 401 carries \`WWW-Authenticate\`.

## Close codes of the feed

| code | meaning |
|---|---|
${closes.join('\n')}

1002 comes from the WebSocket protocol itself: what is no frame of it at all.
`;
}

const CLOSE_DOCS: Readonly<Record<keyof typeof CLOSE, string>> = {
  goingAway: 'The gateway is stopping: connect again.',
  internal: 'A defect of the gateway; the log has it.',
  tryAgainLater:
    'Nothing can be read now, or the tenant has as many feeds as it may have (`quota.exceeded`): connect again in a few seconds.',
  badFrame: 'A frame that is none; the reason names the place. The program needs a change.',
  badKey: 'The key was revoked.',
  outOfScope: 'The key may not see this, or there is no such tenant.',
  helloLate: '`hello` did not come within 5 s.',
  replaced: 'Another socket took the place of this one.',
  moved: 'Another node runs the tenant now: connect again.',
  tooSlow:
    'More than 1 MiB or 5,000 events were not read: connect again at once and resume. With `quota.exceeded`: more than 500 commands were refused within a second; send slower.',
};
