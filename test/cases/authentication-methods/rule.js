function once(user, context, callback) {
  const done = context.authentication && context.authentication.methods.some((method) => method.name === 'mfa');
  if (!done) context.multifactor = { provider: 'guardian' };
  callback(null, user, context);
}
