// Lets everybody in.
function allowEverybody(user, context, callback) {
  console.log('login of', user.user_id);
  callback(null, user, context);
}
