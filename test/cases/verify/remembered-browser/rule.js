function (user, context, callback) {
  if (context.clientID === 'admin-console') context.multifactor = { provider: 'any' };
  callback(null, user, context);
}
