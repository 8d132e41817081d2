/** States as documents: what people read, and the text that comes back byte for byte. */
import { expect } from 'chai';
import mongoose from 'mongoose';
import { original, storable, toReadable, toText } from '../../src/store/mongo/readable';

const { BSON } = mongoose.mongo;

/** Through the wire format and back. */
const through = (json: string) => toText(BSON.deserialize(BSON.serialize(toReadable(json))) as never);

const deep = (levels: number): string => `${`{"a":`.repeat(levels)}1${'}'.repeat(levels)}`;

const TEXTS: Readonly<Record<string, string>> = {
  'what a call says':
    '{"id":"ca_1","state":"offered","attributes":{"Kunde":"Müller","n":3,"x":null},"parties":[{"id":"pa_1"}]}',
  'a key that makes prototypes': '{"__proto__":{"admin":true},"constructor":{"prototype":1}}',
  'operators and dots': '{"$set":{"a.b":1},"a.b":{"$gt":0},"$where":"1","..":1}',
  'names that command the serialiser':
    '{"_bsontype":"ObjectId","toBSON":1,"toJSON":2,"x":{"_bsontype":"Long","low":1}}',
  'no name at all': '{"":{"":1}}',
  'U+0000 in names and values': '{"a\\u0000b":"c\\u0000d"}',
  'percent signs that look encoded': '{"%2e":1,"%5f_proto__":2,"%":3}',
  'names that are numbers, out of order': '{"10":1,"9":2,"b":3,"a":4}',
  'numbers of every size':
    '{"int":2147483648,"max":9007199254740991,"min":-9007199254740991,"f":0.1,"e":1e+21,"small":5e-324}',
  'numbers that JavaScript writes otherwise': '{"a":1e3,"b":1.0,"c":-0,"d":12345678901234567890}',
  'spaces and escapes': '{ "a" : "\\u0061\\/" }',
  'half of a surrogate pair': '{"a":"x\\ud83dy","\\udc00":1}',
  'the same name twice': '{"a":1,"a":2}',
  'two names that are encoded alike': '{"a\\u0000":1,"a%00":2}',
  'levels beyond every limit': deep(500),
  'a list': '[1,{"a":[]}]',
  'a text': '"x"',
  nothing: 'null',
  'an empty thing in every place': '{"o":{},"l":[],"s":"","z":0,"f":false,"n":null}',
};

describe('a readable state', () => {
  for (const [name, json] of Object.entries(TEXTS))
    it(`comes back byte for byte: ${name}`, () => expect(through(json)).to.equal(json));

  it('is fields and nothing else where they say everything', () => {
    const state = { id: 'ca_1', attributes: { 'x-y_z': [1, 'ü'] }, at: 1_767_000_000_000 };
    expect(toReadable(JSON.stringify(state))).to.deep.equal({ data: state });
  });

  it('shows the fields beside the text where they do not', () => {
    const { data, text } = toReadable('{"state":"offered","attributes":{"a.b":1,"$x":2,"__proto__":3}}');
    expect(data).to.deep.equal({ state: 'offered', attributes: { 'a%2eb': 1, '%24x': 2, '%__proto__': 3 } });
    expect(text).to.contain('"a.b":1');
    expect(Object.getPrototypeOf((data as { attributes: object }).attributes)).to.equal(Object.prototype);
  });
});

describe('a name that BSON keeps', () => {
  for (const text of ['plain', 'x\ud83dy', '\\ud83d', '\\\\', 'a\u0000b', '📞', '\udc00\ud83d', ''])
    it(`comes back: ${JSON.stringify(text)}`, () => {
      expect(original(storable(text))).to.equal(text);
      expect(Buffer.from(storable(text)).toString()).to.equal(storable(text));
    });

  it('is spelled like no other', () => {
    const texts = ['\ud83d', '\\ud83d', '\\\\ud83d', '\\', '\\\\'];
    expect(new Set(texts.map(storable)).size).to.equal(texts.length);
  });
});
