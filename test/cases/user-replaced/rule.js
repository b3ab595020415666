function replaces(user, context, callback) {
  user = Object.assign(user, { plan: 'gold' });
  context.idToken['https://example.com/plan'] = user.plan;
  callback(null, user, context);
}
