import { holdsEveryInvariant } from './third';

holdsEveryInvariant(2);
