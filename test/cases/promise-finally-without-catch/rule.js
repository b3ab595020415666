function role(user, context, callback) {
  let role = 'none';
  if (context.stats.loginsCount > 100) {
    return callback(null, user, context);
  }
  fetch('https://example.com/role').then((answer) => answer.json()).then((body) => { role = body.role; }).finally(() => {
    context.idToken['https://example.com/role'] = role;
    callback(null, user, context);
  });
}
