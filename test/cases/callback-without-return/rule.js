function onlyForTheShop(user, context, callback) {
  if (context.clientID !== 'shop') {
    callback(null, user, context);
  }
  const plan = (user.app_metadata && user.app_metadata.plan) || 'free';
  console.log('plan', plan);
  if (plan === 'blocked') callback(new UnauthorizedError('Your plan has ended.'));
  for (const { connection } of user.identities) {
    if (connection === 'old') callback(new UnauthorizedError('This way in is closed.'));
  }
  context.idToken['https://example.com/plan'] = plan;
  callback(null, user, context);
}
