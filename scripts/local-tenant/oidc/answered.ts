/** Said by the OpenID Connect half when it has written the answer itself. */
export const ANSWERED = Symbol('answered');
