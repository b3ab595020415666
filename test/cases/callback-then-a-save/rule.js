function count(user, context, callback) {
  callback(null, user, context);
  auth0.users.updateAppMetadata(user.user_id, { seen: true });
}
