/** Process entry: configuration, gateway, the ready line, and an orderly end at SIGTERM or SIGINT. */
import { type Config, ConfigError, readConfig } from './config';
import { gateway } from './gateway';

/** What to look at and type next; settings that differ from the defaults are part of the commands. */
function next(url: string, { data, mappings }: Config): string {
  const where = url === 'http://127.0.0.1:8080' ? '' : `SIGNALBOX_URL=${url} `;
  const key = data === './data' ? '' : `SIGNALBOX_DATA=${data} `;
  const tenant = mappings.endsWith('demo.yaml') ? 'acme' : '<tenant>';
  return `  look:  ${url}/openapi.json (the admin key is in ${data}/admin.key)
  watch: ${where}${key}npx signalbox tail ${tenant}
  next:  ${where}node examples/feed-application.mjs   (a tenant's program that answers the calls)`;
}

async function main(): Promise<void> {
  const config = readConfig(process.env, (message) => console.error(message));
  const running = gateway(config, process.env);
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    running.stop().then(
      () => process.exit(0),
      (error) => fail(error),
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  const url = await running.start();
  console.log(`Signalbox ready: ${url}`);
  console.log(next(url, config));
}

/** 78: the configuration is at fault; 1: anything else. The message says what to do, a stack would not. */
function fail(error: unknown): void {
  console.error(`Signalbox could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(error instanceof ConfigError ? 78 : 1);
}

main().catch(fail);
