/** The same as raw.ts in the words of `ari-client`. */
import { connect } from 'ari-client';

const { ARI_URL = '', ARI_USER = '', ARI_PASSWORD = '', ARI_APP = '' } = process.env;

async function main(): Promise<void> {
  const client = await connect(ARI_URL, ARI_USER, ARI_PASSWORD);
  client.on('StasisStart', async ({ channel: { id: channelId } }) => {
    try {
      await client.channels.answer({ channelId });
      await client.channels.hangup({ channelId });
    } catch (error) {
      console.error(String(error));
    }
  });
  await client.start(ARI_APP);
  console.log('ready');
}

void main();
