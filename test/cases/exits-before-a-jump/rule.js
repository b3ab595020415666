function (user, context, callback) {
  outer: for (const i of user.identities) {
    for (const c of ['a', 'b']) {
      if (i.connection === c) continue outer;
      if (i.provider === 'evil') { callback(new UnauthorizedError('evil')); break outer; }
    }
  }
  callback(null, user, context);
}
