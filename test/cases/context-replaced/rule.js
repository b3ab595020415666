function replaces(user, context, callback) {
  const changed = Object.assign({}, context, { idToken: { 'https://example.com/a': 1 } });
  callback(null, user, changed);
}
