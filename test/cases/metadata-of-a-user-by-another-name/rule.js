function rememberChild(user, context, callback) {
  var users = auth0.users;
  var parent = (user.app_metadata || {}).parent_id;
  if (!parent) return callback(null, user, context);
  // The one who logs in is somebody else's child.
  users.updateAppMetadata(parent, { last_child: user.user_id }).then(function () {
    users.updateUserMetadata(user.user_id, { seen: true }, function (err) {
      callback(err, user, context);
    });
  }, callback);
}
