/** Settings and modules of the PBX that Signalbox depends on, against what docs/asterisk.md says. */
import type { Finding } from '../../../src/core/finding';
import { type Ari, parseBody } from '../ari';
import { AMD } from '../commands/machines';
import { succeeded } from '../words/results';
import type { Report } from './dialplan';
import type { Evaluate } from './evaluate';

/** Without one of these calls cannot be handled at all. */
const NEEDED = [
  ...[
    'res_stasis',
    'res_stasis_answer',
    'res_stasis_playback',
    'res_stasis_device_state',
    'res_stasis_snoop',
    'app_stasis',
  ],
  ...['res_ari', 'res_ari_applications', 'res_ari_asterisk', 'res_ari_bridges', 'res_ari_channels'],
  ...['res_ari_device_states', 'res_ari_events', 'res_ari_playbacks', 'func_channel', 'func_timeout', 'func_callerid'],
] as const;

/** What is missing without the others. */
const WANTED: Readonly<Record<string, string>> = {
  res_stasis_recording: 'recordings',
  res_ari_recordings: 'recordings',
  func_global: 'plain destinations for the fallback of the dialplan',
  res_pjsip_header_funcs: 'SIP headers read from calls and sent with them',
  res_curl: 'prompts over HTTP',
  res_http_media_cache: 'prompts over HTTP',
  res_musiconhold: 'hold music',
  app_channelredirect: 'transfers at phones between two calls',
};

const todoFor = (modules: readonly string[]): string =>
  `${modules.map((name) => `load = ${name}.so`).join(', ')} in modules.conf; asterisk -rx 'module load ${modules[0]}.so'`;

/** What is missing without them where it is to be listened for machines. */
const FOR_MACHINES: Readonly<Record<string, string>> = {
  [AMD]: 'detection of answering machines (it needs an amd.conf)',
  func_dialplan: 'detection of answering machines',
};

export async function examineModules(ari: Ari, report: Report, machines: boolean): Promise<Finding[]> {
  const answer = await ari.request('GET', 'asterisk/modules');
  const modules = succeeded(answer) ? parseBody<{ name: string; status: string }[]>(answer) : undefined;
  if (!modules) return [report('modules', 'unknown', 'the list of modules cannot be read')];
  const running = new Set(
    modules.filter(({ status }) => status === 'Running').map(({ name }) => name.replace(/\.so$/, '')),
  );
  const needed = NEEDED.filter((name) => !running.has(name));
  const uses = machines ? { ...WANTED, ...FOR_MACHINES } : WANTED;
  const wanted = Object.keys(uses).filter((name) => !running.has(name));
  const found: Finding[] = [];
  if (needed.length > 0)
    found.push(
      report('modules', 'fail', `modules that Signalbox needs are not loaded: ${needed.join(', ')}`, todoFor(needed)),
    );
  if (wanted.length > 0) {
    const what = [...new Set(wanted.map((name) => uses[name]))].join('; ');
    found.push(
      report('modules', 'warn', `not loaded: ${wanted.join(', ')}; missing with them: ${what}`, todoFor(wanted)),
    );
  }
  return found.length > 0 ? found : [report('modules', 'ok', 'every module that Signalbox uses is loaded')];
}

const WRITE_MS = 500;
const MEDIA_S = 10;
const SESSIONS = 50;

/** A reader that stalls longer than this loses its socket without a word. */
export async function examineWriteTimeout(ari: Ari, evaluate: Evaluate | undefined, report: Report): Promise<Finding> {
  const answer = await ari.request('GET', 'asterisk/config/dynamic/res_ari/general/general');
  const fields = succeeded(answer) ? parseBody<{ attribute: string; value: string }[]>(answer) : undefined;
  const known = fields?.find(({ attribute }) => attribute === 'websocket_write_timeout')?.value;
  const read = known ?? (await evaluate?.('AST_CONFIG(ari.conf,general,websocket_write_timeout)'));
  const value = read === undefined && evaluate === undefined ? undefined : Number(read ?? 100);
  if (value === undefined || Number.isNaN(value))
    return report('write timeout', 'unknown', 'websocket_write_timeout cannot be read');
  if (value >= WRITE_MS)
    return report('write timeout', 'ok', `the event socket may stall ${value} ms before the PBX drops it`);
  const words = `the PBX drops the event socket, without a word, when it stalls for ${value} ms`;
  return report(
    'write timeout',
    'warn',
    words,
    "websocket_write_timeout = 1000 under [general] of ari.conf; asterisk -rx 'module reload res_ari.so'",
  );
}

/** Needs func_config; a value that is not there is the default. */
export async function examineFiles(evaluate: Evaluate, report: Report): Promise<Finding[]> {
  if ((await evaluate('AST_CONFIG(http.conf,general,enabled)')) === undefined)
    return [
      report(
        'settings',
        'unknown',
        'http.conf and res_http_media_cache.conf cannot be read by ARI',
        'load = func_config.so in modules.conf',
      ),
    ];
  const sessions = Number((await evaluate('AST_CONFIG(http.conf,general,sessionlimit)')) ?? 100);
  const seconds = Number((await evaluate('AST_CONFIG(res_http_media_cache.conf,general,timeout_secs)')) ?? 180);
  return [
    sessions < SESSIONS
      ? report(
          'sessions',
          'warn',
          `http.conf allows ${sessions} connections; one gateway keeps up to 17`,
          'sessionlimit = 500 under [general] of http.conf',
        )
      : report('sessions', 'ok', `http.conf allows ${sessions} connections`),
    seconds > MEDIA_S
      ? report(
          'media timeout',
          'warn',
          `a media server that is silent freezes a caller for up to ${seconds} s`,
          'timeout_secs = 3 under [general] of res_http_media_cache.conf',
        )
      : report('media timeout', 'ok', `a fetch of a prompt is given up after ${seconds} s`),
  ];
}
