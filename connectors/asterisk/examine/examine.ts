/**
 * Everything an admin should know about one Asterisk, asked of it now: whether it lets us in, whether our application
 * is there, and whether its settings, modules and dialplan are as docs/asterisk.md wants them. Works beside a link
 * that is down, for then it is needed most; changes nothing that lasts.
 */
import { type Finding, inArea } from '../../../src/core/finding';
import { missingSound, type NamedSound } from '../../../src/core/missingSound';
import type { Examined } from '../../../src/ports/pbx';
import { type Answer, type Ari, parseBody, UNANSWERED, UNSENT } from '../ari';
import type { AsteriskPorts } from '../options';
import { type AsteriskOptions, applicationOf } from '../options';
import { messageOf, succeeded } from '../words/results';
import { examineMachines, examinePoint, type Report } from './dialplan';
import { Evaluator } from './evaluate';
import { examineFiles, examineModules, examineWriteTimeout } from './settings';

interface Info {
  readonly system?: { readonly version?: string };
}

export interface ExamineParts {
  readonly ari: Ari;
  readonly options: AsteriskOptions;
  readonly ports: AsteriskPorts;
  /** Whether the link is live: then our application must be there. */
  readonly live: boolean;
  /** 32 hex digits. */
  readonly id: string;
}

export async function examine(parts: ExamineParts, about: Examined): Promise<Finding[]> {
  const { ari, options, ports } = parts;
  const report = inArea(`pbx ${options.name}`);
  const info = await ari.request('GET', 'asterisk/info');
  if (!succeeded(info)) return [notAnswered(info, options, report)];
  const version = parseBody<Info>(info)?.system?.version ?? 'unknown';
  const found = [
    report('address', 'ok', `Asterisk ${version} answers at ${options.url} and accepts the credentials`),
    await examineRights(ari, options, report),
    await examineApplication(parts, report),
    await examineClock(ari, ports, report),
    transfers(version, report),
    ...(await examineModules(ari, report, about.machines === true)),
    ...(await examineSounds(ari, options.name, about.sounds ?? [])),
  ];
  return [...found, ...(await examineByChannel(parts, about, report))];
}

function notAnswered(answer: Answer, { url, user }: AsteriskOptions, report: Report): Finding {
  if (answer.status === 401)
    return report(
      'credentials',
      'fail',
      `${url} does not accept user ${user} with the password of the mapping`,
      `[${user}] with type = user and that password in ari.conf; asterisk -rx 'module reload res_ari.so'`,
    );
  if (answer.status === 404)
    return report(
      'address',
      'fail',
      `there is no ARI at ${url}`,
      "enabled = yes under [general] of ari.conf, and the modules res_ari*; asterisk -rx 'ari show status'",
    );
  if (answer.status === UNSENT)
    return report(
      'address',
      'fail',
      `nobody answers at ${url}`,
      'is Asterisk running? enabled = yes, bindaddr and bindport in http.conf; asterisk -rx "http show status"',
    );
  if (answer.status === UNANSWERED)
    return report(
      'address',
      'fail',
      `${url} takes the connection and does not answer in time`,
      'asterisk -rx "core show threads"; look for a firewall between',
    );
  return report('address', 'fail', `${url} answers ${answer.status}: ${messageOf(answer)}`);
}

/** A write that does no harm: the time of this look, as a global variable. */
async function examineRights(ari: Ari, { user }: AsteriskOptions, report: Report): Promise<Finding> {
  const answer = await ari.request('POST', 'asterisk/variable', { variable: 'SB_DOCTOR', value: '' });
  if (succeeded(answer)) return report('rights', 'ok', `user ${user} may act`);
  return report(
    'rights',
    'fail',
    `user ${user} may only look (${messageOf(answer)})`,
    `read_only = no under [${user}] of ari.conf`,
  );
}

async function examineApplication({ ari, options, live }: ExamineParts, report: Report): Promise<Finding> {
  const app = applicationOf(options.node);
  const there = succeeded(await ari.request('GET', `applications/${app}`));
  if (there && live) return report('application', 'ok', `the Stasis application ${app} is ours`);
  if (there)
    return report(
      'application',
      'warn',
      `the Stasis application ${app} is there, but this link is not live: another gateway may have it`,
      'give each gateway a name of its own: SIGNALBOX_NODE',
    );
  return report(
    'application',
    live ? 'fail' : 'warn',
    `the Stasis application ${app} is not registered: calls get the fallback of the dialplan`,
    live ? "asterisk -rx 'ari show apps'" : 'it comes with the link',
  );
}

/** Sounds that were asked for: only a plain no counts. */
async function examineSounds(ari: Ari, pbx: string, sounds: readonly NamedSound[]): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const sound of sounds) {
    const { status } = await ari.request('GET', `sounds/${encodeURIComponent(sound.name)}`);
    if (status === 404) found.push(missingSound(pbx, sound));
  }
  return found;
}

const DRIFT_MS = 2_000;

async function examineClock(ari: Ari, { clock }: AsteriskPorts, report: Report): Promise<Finding> {
  const before = clock.now();
  const answer = await ari.request('GET', 'asterisk/ping');
  const at = Date.parse(parseBody<{ timestamp?: string }>(answer)?.timestamp ?? '');
  if (Number.isNaN(at)) return report('clock', 'unknown', 'the PBX does not tell its time');
  const drift = Math.round(at - (before + clock.now()) / 2);
  if (Math.abs(drift) < DRIFT_MS) return report('clock', 'ok', `the clocks agree (${drift} ms)`);
  const words = `the clock of the PBX is ${Math.abs(drift / 1_000).toFixed(1)} s ${drift > 0 ? 'ahead of' : 'behind'} ours: times of events are its own`;
  return report('clock', 'warn', words, 'timedatectl set-ntp true, on both machines');
}

/** From these on a phone's REFER can be asked of the gateway instead of dialled by the PBX. */
const TRANSFERS: Readonly<Record<number, number>> = { 20: 13, 21: 8, 22: 3 };

function transfers(version: string, report: Report): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const from = TRANSFERS[major];
  if (major > 22 || (from !== undefined && minor >= from))
    return report('transfers', 'ok', 'transfers of desk phones are asked of the gateway');
  const words = `Asterisk ${version} carries out transfers of desk phones by itself, past every rule of the mapping`;
  return report('transfers', 'warn', words, 'upgrade to 20.13, 21.8, 22.3 or newer');
}

async function examineByChannel(parts: ExamineParts, about: Examined, report: Report): Promise<Finding[]> {
  const { ari, options, ports, id } = parts;
  const evaluator = new Evaluator(ari, ports, options, id.slice(0, 24));
  try {
    if (!(await evaluator.open()))
      return [
        await examineWriteTimeout(ari, undefined, report),
        report(
          'event socket',
          'fail',
          `the event socket of ${options.url} cannot be opened`,
          'load = res_http_websocket.so and res_ari_events.so in modules.conf',
        ),
      ];
    const settings = await evaluator.at('s', 'default', async (evaluate) => [
      await examineWriteTimeout(ari, evaluate, report),
      ...(await examineFiles(evaluate, report)),
      ...(about.machines ? await examineMachines(evaluate, options.node, report) : []),
    ]);
    const points: Finding[] = [];
    for (const point of about.routingPoints)
      points.push(...(await examinePoint(point, options.node, { ari, evaluator, report })));
    return [...(settings ?? [await examineWriteTimeout(ari, undefined, report)]), ...points];
  } finally {
    evaluator.end();
  }
}
