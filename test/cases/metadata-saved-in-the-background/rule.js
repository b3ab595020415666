async function touched(user, context, callback) {
  const change = { touched: Date.now() };
  await auth0.users.updateAppMetadata(user.user_id, change);
  return callback(null, user, context);
}
