/** A change that was not done but asked for: answered 202, with the change request. */
export class Pending<Body extends { readonly id: string } = { readonly id: string }> {
  readonly body: Body

  constructor(body: Body) {
    this.body = body
  }
}
