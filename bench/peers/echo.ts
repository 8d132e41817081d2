/** The least express that takes JSON: it parses a body and sends it back. The peer of registering over REST. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';

export interface Echo {
  readonly url: string;
  close(): void;
}

export async function echo(path: string): Promise<Echo> {
  const app = express();
  app.post(path, express.json(), (req, res) => void res.status(201).json(req.body));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
