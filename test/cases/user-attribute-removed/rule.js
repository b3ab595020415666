function remove(user, context, callback) {
  delete user.phone_number;
  callback(null, user, context);
}
