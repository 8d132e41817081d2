/** Texts with places to fill in, such as `{name}`. What was filled in is not looked at again. */
import { own } from './own';

const PLACE = /\{([A-Za-z][\w.]*)\}/g;

/** The names of the places, in order. */
export const placesIn = (template: string): string[] => [...template.matchAll(PLACE)].map(([, name = '']) => name);

/** A place without a value stays as it is written. */
export const fillIn = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(PLACE, (place, name: string) => own(values, name) ?? place);
