import { holdsEveryInvariant } from './third';

holdsEveryInvariant(1);
