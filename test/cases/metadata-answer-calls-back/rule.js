function (user, context, callback) {
  auth0.users.updateAppMetadata(user.user_id, { seen: true }).then(callback);
}
