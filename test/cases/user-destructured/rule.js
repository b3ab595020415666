function takesApart(user, context, callback) {
  const { email, app_metadata, user_metadata: { color } = {} } = user;
  if (!app_metadata) return callback(new UnauthorizedError('Not provisioned.'));
  context.idToken['https://example.com/plan'] = app_metadata.plan || color;
  console.log(email);
  callback(null, user, context);
}
