// What a function does to its parameter, it does to the user.
function (user, context, callback) {
  function welcome(person) {
    person.app_metadata = person.app_metadata || {};
    person.app_metadata.welcomed = true;
    person.nickname = person.nickname || person.email;
  }

  welcome(user);
  auth0.users.updateAppMetadata(user.user_id, user.app_metadata)
    .then(() => callback(null, user, context))
    .catch(callback);
}
