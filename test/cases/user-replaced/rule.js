function replaces(user, context, callback) {
  user = { user_id: user.user_id, plan: 'gold' };
  context.idToken['https://example.com/plan'] = user.plan;
  callback(null, user, context);
}
