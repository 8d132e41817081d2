/** What a schema cannot say of how a tenant sends messages: that every place can be filled in, and where secrets stand. */
import type { TenantMapping } from './mapping';
import { BODY_PLACES, HEADER_PLACES, placesOfBody, placesOfSecrets } from './messageRequest';
import { TEXT_PLACES } from './messageText';
import { placesIn } from './template';

type Report = (path: string, message: string) => void;

/** Made by whoever sends the request. */
const OURS: readonly string[] = [
  ...['connection', 'content-length', 'content-type', 'expect', 'host', 'keep-alive', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'user-agent'],
];

export function checkMessages(name: string, { messages }: TenantMapping, flaw: Report): void {
  if (!messages) return;
  const at = `/tenants/${name}/messages`;
  const { headers, body, secrets, texts } = messages;
  const known = placesOfSecrets(secrets);
  const check = (path: string, places: readonly string[], allowed: readonly string[]): void => {
    for (const place of places) if (!allowed.includes(place)) flaw(path, `nothing is filled in for {${place}} here`);
  };
  for (const [header, value] of Object.entries(headers)) {
    const path = `${at}/headers/${header}`;
    check(path, placesIn(value), [...HEADER_PLACES, ...known]);
    if (OURS.includes(header.toLowerCase())) flaw(path, 'is made by the gateway');
    if (header.toLowerCase() === 'authorization' && !value.includes('{secrets.'))
      flaw(path, 'a secret is not written out here: name it in secrets, and {secrets.<name>} here');
  }
  const places = placesOfBody(body);
  check(`${at}/body`, places, [...BODY_PLACES, ...known]);
  if (!places.includes('to') && !places.includes('toDigits'))
    flaw(`${at}/body`, 'says not to whom: {to} or {toDigits} is needed');
  if (!places.includes('text')) flaw(`${at}/body`, 'does not say what: {text} is needed');
  for (const [language, of] of Object.entries(texts))
    for (const [key, text = ''] of Object.entries(of))
      check(`${at}/texts/${language}/${key}`, placesIn(text), TEXT_PLACES[key as keyof typeof TEXT_PLACES]);
}
