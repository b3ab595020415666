function gate(user, context, callback) {
  // reads what may throw only for some
  const deny = (why) => callback(new UnauthorizedError(user.email || why));
  // means another callback than the one where it is called
  function next() {
    callback(null, user, context);
  }
  // is handed on
  const fail = (error) => callback(error);
  // calls twice what its argument calls once
  const twice = (text) => callback(new Error(text + text));

  if (user.blocked) return deny(user.nickname.first);
  if (context.clientName === 'Loud') return twice(user.name.concat('!'));
  const each = (list, callback) => {
    if (list.length === 0) return next();
    callback(list[0]);
  };
  each(user.identities, function (identity) {
    fetch('https://example.com/' + identity.provider).then(next).catch(fail);
  });
}
