/** The other files of an Asterisk that Signalbox depends on, with the lines that matter. */
import type { PbxConfig } from '../../core/mapping';

export const SETTINGS = [
  'ari.conf',
  'http.conf',
  'res_http_media_cache.conf',
  'modules.conf',
  'amd.conf',
  'pjsip.conf',
] as const;
export type Settings = (typeof SETTINGS)[number];

/** The lines of one file. */
export function settingsOf(file: Settings, config: PbxConfig, context: string): string {
  switch (file) {
    case 'ari.conf':
      return `[general]
enabled = yes
websocket_write_timeout = 1000   ; default 100 ms: a reader that stalls longer loses its socket without a word

[${config.user ?? 'signalbox'}]
type = user
read_only = no
password =                       ; what the mapping refers to`;
    case 'http.conf':
      return `[general]
enabled = yes
bindaddr = 127.0.0.1             ; the address that the gateway reaches
bindport = ${new URL(config.url ?? 'http://127.0.0.1:8088').port || 8088}
sessionlimit = 500               ; the gateway keeps up to 17 connections open`;
    case 'res_http_media_cache.conf':
      return `[general]
timeout_secs = 3                 ; default 180: how long a media server that is silent freezes a caller`;
    case 'modules.conf':
      return `; beside those of ARI and PJSIP
${MODULES.map((name) => `load = ${name}.so`).join('\n')}`;
    case 'amd.conf':
      return `; app_amd does not load without this file; what the mapping says of each queue goes before\n[general]\ntotal_analysis_time = 5000`;
    case 'pjsip.conf':
      return trunksOf(config, context);
  }
}

const MODULES = [
  ...[
    'res_stasis_snoop',
    'res_stasis_recording',
    'res_stasis_device_state',
    'func_channel',
    'func_timeout',
    'func_callerid',
  ],
  ...[
    'func_global',
    'func_config',
    'func_dialplan',
    'res_pjsip_header_funcs',
    'res_curl',
    'res_http_media_cache',
    'app_channelredirect',
    'app_amd',
  ],
];

function trunksOf({ trunks }: PbxConfig, context: string): string {
  const endpoints = Object.values(trunks).flatMap(({ endpoint }) =>
    endpoint?.startsWith('PJSIP/') ? [endpoint.slice(6)] : [],
  );
  if (endpoints.length === 0) return '; no trunk of the mapping names its endpoint';
  return endpoints
    .map((name) => `[${name}](+)                       ; adds to the endpoint\ncontext = ${context}`)
    .join('\n\n');
}
