function shadows(user, context, callback) {
  function load(user, callback) {
    const context = { name: user.name };
    return callback(null, context.name);
  }
  load({ name: user.nickname }, (error, name) => {
    context.idToken['https://example.com/name'] = name;
  });
  callback(null, user, context);
}
