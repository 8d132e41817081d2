/** The printed pages are what the code would print, and the examples in the written ones work. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { commandFrame, helloFrame } from '../../src/delivery/ws/frames';
import { pages } from '../support/docs/pages';
import { FakeApi } from '../support/fakeApi';

const read = (file: string): string => readFileSync(path.join(__dirname, '../..', file), 'utf8');

describe('docs', () => {
  for (const [file, text] of Object.entries(pages()))
    it(`has ${file} as the code prints it (else: make docs)`, () => {
      expect(read(file)).to.equal(text);
    });

  it('has frames in feed.md that the feed takes', () => {
    const { definitions } = new FakeApi().commands;
    const frames = [...read('docs/feed.md').matchAll(/^> (\{.*\})$/gm)].map(([, json]) => JSON.parse(json as string));
    expect(frames.length).to.be.greaterThan(5);
    for (const frame of frames) {
      if (frame.type === 'hello') helloFrame.parse(frame);
      else commandFrame.parse(frame);
      const definition = definitions[frame.type as keyof typeof definitions];
      const { call, transaction, ...body } = frame.data;
      if (definition) definition.schema.parse(body);
      else expect(frame.type).to.be.oneOf(['hello', 'application.attach', 'application.detach']);
    }
  });
});
