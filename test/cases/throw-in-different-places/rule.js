async function (user, context, callback) {
  if (context.clientID === 'closed') throw new Error(`Closed for ${user.email}`);
  try {
    if (!user.email_verified) throw new UnauthorizedError('Verify your e-mail.');
  } catch (error) {
    return callback(error);
  }
  const groupOf = (list) => {
    if (list.length === 0) throw new Error('Nobody');
    return list[0].provider;
  };
  context.idToken['https://acme.io/group'] = groupOf(user.identities);
  if (context.stats.loginsCount > 100) {
    callback(null, user, context);
    throw new Error('Enough.');
  }
  callback(null, user, context);
}
