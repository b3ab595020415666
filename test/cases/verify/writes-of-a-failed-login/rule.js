function (user, context, callback) {
  auth0.users.updateUserMetadata(user.user_id, { tried: true, refused: true }).then(function () {
    callback(new Error('not today'));
  }).catch(callback);
}
