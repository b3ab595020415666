function (user, context, callback) {
  user.app_metadata = user.app_metadata || {};
  // The first login takes its time.
  if (!user.app_metadata.first) {
    return auth0.users.updateAppMetadata(user.user_id, { first: true }, err => callback(err, user, context));
  }
  if (user.app_metadata.visits) {
    user.app_metadata.visits += 1;
    return auth0.users.updateAppMetadata(user.user_id, user.app_metadata, (function (err) {
      if (err) {
        // It is only a counter.
        console.log(err);
        return callback(null, user, context);
      }
      context.idToken['https://acme.io/visits'] = user.app_metadata.visits;
      return callback(err, user, context);
    }));
  }
  auth0.users.updateUserMetadata(user.user_id, { seen: true }, function () {
    callback(null, user, context);
  });
}
