import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  function Info(value: any) {
    this.value = value;
    this.set = function (next: any) {
      this.value = next;
    };
  }
  Info.prototype.text = function () {
    var self = this;
    return ['v'].map(function (prefix) {
      return prefix + self.value;
    })[0];
  };
  var info = new (Info as any)(1);
  info.set(event.user.email_verified ? 2 : 3);
  var counter = {
    count: 1,
    next: function () {
      this.count += 1;
      return this.count;
    },
  };
  setClaim(api.idToken, 'https://example.com/info', info.text());
  setClaim(api.idToken, 'https://example.com/count', counter.next());
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
