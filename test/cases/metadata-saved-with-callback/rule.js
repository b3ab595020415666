function saved(user, context, callback) {
  auth0.users.updateAppMetadata(user.user_id, { seen: true }, function (err) {
    if (err) return callback(err);
    callback(null, user, context);
  });
}
