/** SIP headers of arriving parties: read one by one, because one that is absent fails a request for several. */
import { oneLine } from '../../../src/core/oneLine';
import type { Ari } from '../ari';
import { parseBody } from '../ari';
import type { Call } from '../calls';
import type { StasisStart, Variable } from '../words/ariTypes.generated';
import { succeeded } from '../words/results';

/** The headers of these names that the channel's INVITE had, by lower-case name. */
async function readHeaders(ari: Ari, channel: string, names: readonly string[]): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  const read = async (name: string): Promise<void> => {
    const answer = await ari.request('GET', `channels/${channel}/variable`, { variable: `PJSIP_HEADER(read,${name})` });
    const value = succeeded(answer) ? parseBody<Variable>(answer)?.value : undefined;
    if (value) headers[name.toLowerCase()] = oneLine(value);
  };
  await Promise.all(names.map(read));
  return headers;
}

/** Holds an arrival back until its headers are there; its further events wait behind it. */
export function holdBack(
  ari: Ari,
  names: readonly string[],
  announce: (call: Call, event: StasisStart) => void,
): (call: Call, event: StasisStart) => void {
  return (call, event) => {
    call.waiting = [];
    void readHeaders(ari, call.channel, names).then((headers) => {
      call.headers = headers;
      announce(call, event);
    });
  };
}
