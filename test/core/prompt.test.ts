import { expect } from 'chai';
import { languageChain, type Prompt, spokenIn } from '../../src/core/prompt';
import { edited, replaced } from '../../src/core/promptChange';

const part = (language: string, content?: string) => ({
  language,
  kind: 'audio' as const,
  changedAt: 1,
  ...(content !== undefined && { content }),
});
const prompt = (...languages: Prompt['languages']): Prompt => ({
  id: 'welcome',
  version: 1,
  languages,
  createdAt: 1,
  changedAt: 1,
});

describe('the language of a prompt', () => {
  it('is looked for as asked, without its region, as the tenant has it, in English', () => {
    expect(languageChain('de-CH', undefined, 'fr')).to.deep.equal(['de-ch', 'de', 'fr', 'en']);
    expect(languageChain()).to.deep.equal(['en']);
  });

  const CASES: readonly (readonly [has: string, asked: string, tenant: string | undefined, heard: string])[] = [
    ['de,en', 'de', undefined, 'de'],
    ['de,en', 'de-CH', undefined, 'de'],
    ['de,de-CH', 'de-CH', undefined, 'de-CH'],
    ['de-AT,en', 'de', undefined, 'de-AT'],
    ['de-AT,en', 'de-CH', undefined, 'de-AT'],
    ['en,fr', 'es', 'fr', 'fr'],
    ['en,fr', 'es', undefined, 'en'],
    ['it,pt', 'es', 'fr', 'it'],
    ['pt-BR', 'PT-br', undefined, 'pt-BR'],
    ['den,en', 'de', undefined, 'en'],
  ];
  for (const [has, asked, tenant, heard] of CASES)
    it(`is ${heard} of ${has} for ${asked}${tenant ? `, tenant ${tenant}` : ''}`, () => {
      const languages = has.split(',').map((one) => part(one, 'x'));
      expect(spokenIn(prompt(...languages), languageChain(asked, tenant))?.language).to.equal(heard);
    });

  it('is one that can be heard', () => {
    expect(spokenIn(prompt(part('de'), part('fr', 'x')), languageChain('de'))?.language).to.equal('fr');
    expect(spokenIn(prompt(part('de')), languageChain('de'))).to.equal(undefined);
  });
});

describe('a change of a prompt', () => {
  it('puts, replaces and takes languages and counts', () => {
    const before = prompt(part('de', 'a'), part('en', 'b'), part('fr', 'c'));
    const after = edited(before, { description: 'd', put: [part('en', 'x'), part('da', 'y')], take: ['fr'] }, 7);
    expect(after).to.include({ version: 2, changedAt: 7, description: 'd' });
    expect(after.languages.map(({ language, content }) => `${language} ${content}`)).to.deep.equal([
      'da y',
      'de a',
      'en x',
    ]);
    expect(replaced(before, after)).to.deep.equal(['b', 'c']);
    expect(replaced(before, undefined)).to.deep.equal(['a', 'b', 'c']);
    expect(before.languages).to.have.length(3);
  });
});
