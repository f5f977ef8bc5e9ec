/** A problem the person at the terminal can act on: printed as one line, without a stack trace. */
export class Failure extends Error {}
