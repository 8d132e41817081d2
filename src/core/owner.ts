/** Whose a resource is: by this everything of a customer is found who wants to be forgotten, in kinds that come later, too. */

/** Keys of every document that belongs to a transaction or says whose it is. */
export function whose(data: object): Record<string, string> {
  const { transaction, customerNumber } = data as { transaction?: unknown; customerNumber?: unknown };
  return {
    ...(typeof transaction === 'string' && { transaction }),
    ...(typeof customerNumber === 'string' && { customerNumber }),
  };
}
