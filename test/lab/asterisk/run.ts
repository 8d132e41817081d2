/** Starts one Asterisk of the lab to try things by hand, and prints how to reach it. Ctrl-C ends it. */
import { Lab } from '../support/lab';

async function main(): Promise<void> {
  const { asterisk } = await Lab.start({ node: process.env.SIGNALBOX_NODE ?? 'main' });
  console.log(`ARI          ${asterisk.url}  user ${asterisk.user}  password ${asterisk.password}`);
  console.log(`application  sb-${asterisk.node}`);
  console.log(`SIP          127.0.0.1:${asterisk.sipPort}  trunk from 127.0.0.2, phones a6001 to a6020 from 127.0.0.3`);
  console.log(`phone a6001  127.0.0.3:${asterisk.phonePort('a6001')}`);
  console.log('Ctrl-C ends it.');
}

void main();
